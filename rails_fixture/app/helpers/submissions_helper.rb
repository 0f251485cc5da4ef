module SubmissionsHelper
  # The words of PYWORKER_JUDGE_WORDS: grading, judge or short.
  ACCEPTED = ["Accepted", "ACCEPTED", "AC"].freeze
  WAITING = %w[Pending PENDING].freeze
  SHOWN_CHARS = 250

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

  # The first thing that the judge has to say beyond a status, and of which case.
  def explanation(submission)
    result, index = submission.results_in_order.each_with_index.find { |each, _| each.error_message.present? }
    return if result.nil?

    text = result.test_case_id ? "case #{index + 1}: #{result.error_message}" : result.error_message
    tag.pre(truncate(text, length: SHOWN_CHARS, escape: false), title: text)
  end

  private

  def cost(result)
    "#{result.execution_time_ms} ms, #{result.memory_used_kb} KB" if result.execution_time_ms
  end
end
