class PythonWorker
  include Sidekiq::Worker
  include RunByPyworker

  sidekiq_options queue: ENV.fetch("WORKER_QUEUE", "default")
end
