class JudgeWorker
  include Sidekiq::Worker
  include RunByPyworker

  # A few minutes of trying, not weeks: then the submission says System Error.
  sidekiq_options queue: ENV.fetch("WORKER_QUEUE", "default"), retry: 5

  def subject = "submission"
end
