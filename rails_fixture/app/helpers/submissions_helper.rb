module SubmissionsHelper
  # The words of PYWORKER_JUDGE_WORDS: grading, judge or short.
  ACCEPTED = ["Accepted", "ACCEPTED", "AC"].freeze
  WAITING = %w[Pending PENDING].freeze

  def status_class(status)
    return "done" if ACCEPTED.include?(status)

    WAITING.include?(status) ? "waiting" : "failed"
  end

  # Time and memory of the costliest case.
  def worst(submission, column)
    submission.results.filter_map(&column).max
  end

  def case_title(result)
    [result.status, result.cause, cost(result), result.error_message].compact_blank.join("\n")
  end

  # The first thing that the judge has to say beyond a status.
  def explanation(submission)
    submission.results_in_order.filter_map { |result| result.error_message.presence }.first
  end

  private

  def cost(result)
    "#{result.execution_time_ms} ms, #{result.memory_used_kb} KB" if result.execution_time_ms
  end
end
