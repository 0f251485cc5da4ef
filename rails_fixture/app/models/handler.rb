# Who computes a task. The type chooses the class name that goes on the wire; pyworker answers to all.
class Handler < ApplicationRecord
  WORKERS = { "ruby" => "RubyWorker", "go" => "GoWorker", "python" => "PythonWorker" }.freeze
  TYPES = { in: WORKERS.keys, message: "is one of #{WORKERS.keys.to_sentence}" }.freeze

  belongs_to :task
  has_many :test_runs, dependent: :destroy

  validates :handler_type, inclusion: TYPES

  def worker
    WORKERS.fetch(handler_type).constantize
  end
end
