threads 1, Integer(ENV.fetch("RAILS_MAX_THREADS", 5))
environment ENV.fetch("RAILS_ENV", "development")
bind "#{ENV.fetch('BIND', 'tcp://127.0.0.1')}:#{ENV.fetch('PORT', 3000)}"
