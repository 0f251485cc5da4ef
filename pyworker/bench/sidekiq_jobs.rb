# The jobs that are measured, for Sidekiq; jobs.py has the same for pyworker.
require "sidekiq"

Sidekiq.configure_server { |config| config.logger.level = Logger::WARN }

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
