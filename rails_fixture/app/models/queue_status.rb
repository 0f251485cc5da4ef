require "sidekiq/api"

# What Redis says about the jobs and about whoever runs them.
class QueueStatus
  attr_reader :enqueued, :scheduled, :retries, :dead, :processed, :failed

  def self.read
    new
  rescue Redis::BaseError
    nil
  end

  def initialize
    stats = Sidekiq::Stats.new
    @enqueued, @scheduled, @retries = stats.enqueued, stats.scheduled_size, stats.retry_size
    @dead, @processed, @failed = stats.dead_size, stats.processed, stats.failed
    @queues = Sidekiq::ProcessSet.new.flat_map { |process| process["queues"] }
  end

  def queue
    RubyWorker.get_sidekiq_options["queue"]
  end

  # Sidekiq processes, of whatever language, that fetch from our queue.
  def listeners
    @queues.count(queue)
  end
end
