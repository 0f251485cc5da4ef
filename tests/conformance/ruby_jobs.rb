# Jobs that a Ruby Sidekiq runs beside pyworker; it looks for due jobs as often as pyworker does.
require "sidekiq"

Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)
Sidekiq.configure_server { |config| config.options[:poll_interval_average] = 0.2 }

class RubyRecord
  include Sidekiq::Worker
  sidekiq_options queue: "ruby"

  def perform(value)
    Sidekiq.redis { |c| c.rpush("ruby:ran", value.to_s) }
  end
end

class RubyFlaky
  include Sidekiq::Worker
  sidekiq_options queue: "ruby"

  def perform(value)
    raise ArgumentError, value unless Sidekiq.redis { |c| c.exists?("mended") }

    Sidekiq.redis { |c| c.rpush("ruby:ran", value.to_s) }
  end
end

class RubyHold
  include Sidekiq::Worker
  sidekiq_options queue: "ruby"

  def perform(name)
    Sidekiq.redis { |c| c.rpush("ruby:started", name) }
    sleep 0.02 until Sidekiq.redis { |c| c.exists?("release:#{name}") }
  end
end
