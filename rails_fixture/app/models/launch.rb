# Creates a task with its handler and test runs, then hands one job per test run to Sidekiq.
#
# The jobs are pushed after the transaction has committed: a worker is quick enough to look for
# the row before that.
class Launch
  include ActiveModel::Model
  include ActiveModel::Attributes

  # How the jobs reach Redis: one push each, into the schedule for later, or a thousand a push.
  HOW = %w[async in bulk].freeze

  attribute :count, :integer, default: 1
  attribute :how, :string, default: "async"
  attribute :page, :integer, default: 1
  attribute :per_page, :integer, default: 20
  attribute :handler_type, :string, default: "ruby"
  attribute :delay_s, :float, default: 3.0

  validates :count, numericality: { only_integer: true, greater_than: 0, less_than_or_equal_to: 100_000 }
  validates :page, :per_page, numericality: { only_integer: true, greater_than: 0, less_than: 2**31 }
  validates :how, inclusion: { in: HOW, message: "is one of #{HOW.to_sentence}" }
  validates :handler_type, inclusion: Handler::TYPES

  attr_reader :handler, :test_run_ids

  def save
    return false unless valid?

    ActiveRecord::Base.transaction { create_rows }
    enqueue
    true
  end

  def summary
    ids = test_run_ids.minmax.uniq.join("..")
    "#{worker}.perform_#{how} for test run #{ids} on queue #{worker.get_sidekiq_options['queue']}"
  end

  private

  def create_rows
    task = Task.create!(name: "samples page #{page} by #{per_page}", page: page, per_page: per_page, runs: count)
    @handler = task.handlers.create!(handler_type: handler_type)
    now = Time.current
    rows = (1..count).map do |number|
      { handler_id: handler.id, consequent_number: number, created_at: now, updated_at: now }
    end
    @test_run_ids = TestRun.insert_all!(rows, returning: :id).rows.flatten
  end

  def enqueue
    case how
    when "async" then test_run_ids.each { |id| worker.perform_async(id) }
    when "in" then test_run_ids.each { |id| worker.perform_in(delay_s, id) }
    when "bulk" then worker.perform_bulk(test_run_ids.zip)
    end
  end

  def worker = handler.worker
end
