# Pushes jobs one by one, then in bulk; prints the jobs a second of both. scenarios/client.py has
# the same for pyworker.
require "sidekiq"

Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)

queue, single, bulk = ARGV[0], Integer(ARGV[1]), Integer(ARGV[2])

class NoopWorker
  include Sidekiq::Worker
end

NoopWorker.sidekiq_options queue: queue

def rate(jobs)
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  yield
  jobs / (Process.clock_gettime(Process::CLOCK_MONOTONIC) - started)
end

numbers = Array.new(bulk) { |number| [number] }
Sidekiq.redis(&:ping)
puts rate(single) { single.times { |number| NoopWorker.perform_async(number) } }
puts rate(bulk) { NoopWorker.perform_bulk(numbers) }
