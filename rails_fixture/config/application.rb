require_relative "boot"

require "rails"
require "active_record/railtie"
require "active_job/railtie"
require "action_controller/railtie"
require "action_view/railtie"
require "sidekiq"

module Fixture
  class Application < Rails::Application
    config.load_defaults 6.1
    config.active_job.queue_adapter = :sidekiq
    config.eager_load = false
    config.consider_all_requests_local = !Rails.env.production?

    # No asset pipeline and no db/schema.rb: nothing but log/ and tmp/ is ever written.
    config.active_record.dump_schema_after_migration = false

    config.log_level = ENV.fetch("RAILS_LOG_LEVEL", "info").to_sym
    config.logger = ActiveSupport::Logger.new($stdout) if ENV["RAILS_LOG_TO_STDOUT"].present?

    # Any host name: the app is bound to loopback, or put behind a proxy by someone who means it.
    config.hosts.clear
  end
end
