# A job that Rails enqueues by name and Python runs. If a Ruby Sidekiq fetches it all the same,
# it fails at once and says why, and Sidekiq's retries bring it back to the queue.
module RunByPyworker
  def perform(id)
    raise "this job is run by pyworker: #{subject} #{id} was fetched by a Ruby Sidekiq, " \
          "give that one another queue"
  end

  def subject = "test run"
end
