redis = { url: ENV.fetch("REDIS_URL", "redis://localhost:6379/0") }

Sidekiq.configure_client { |config| config.redis = redis }
Sidekiq.configure_server { |config| config.redis = redis }

# Sidekiq 6.4 calls redis-rb 4.8 in ways that only redis-rb 5 forbids; the warnings drown real output.
Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)
