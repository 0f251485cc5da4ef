# The jobs that are measured, for Sidekiq; jobs.py has the same for pyworker.
require "sidekiq"

Sidekiq.configure_server { |config| config.logger.level = Logger::WARN }

# redis-rb 4.8 prints two lines about Sidekiq's own code at every fetch: 6.4.1 is spared that cost.
Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)

class NoopWorker
  include Sidekiq::Worker

  def perform(_number)
  end
end

class StampWorker
  include Sidekiq::Worker

  def perform(sent_at)
    elapsed_s = Process.clock_gettime(Process::CLOCK_REALTIME) - sent_at
    File.open(ENV.fetch("BENCH_STAMPS"), "a") { |file| file.syswrite("#{elapsed_s}\n") }
  end
end
