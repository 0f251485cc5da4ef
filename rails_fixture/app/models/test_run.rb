# One execution of a task by a handler. Its id is the job's only argument.
class TestRun < ApplicationRecord
  belongs_to :handler
  has_one :task, through: :handler
  has_many :test_results, dependent: :destroy

  scope :newest_first, -> { order(id: :desc) }

  # Jobs run at least once, so there may be more than one result; the last one counts.
  def result
    test_results.max_by(&:id)
  end

  def status
    test_results.empty? ? "waiting" : "done"
  end
end
