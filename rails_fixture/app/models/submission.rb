# A student's program. Its id is the job's only argument.
class Submission < ApplicationRecord
  belongs_to :problem
  has_many :results, class_name: "SubmissionResult", dependent: :destroy

  scope :newest_first, -> { order(id: :desc) }

  # To be called after the transaction that creates it: a worker is quick enough to look before.
  def enqueue
    JudgeWorker.perform_async(id)
  end

  # In the order in which the judge goes through the cases; an error without a case has no place.
  def results_in_order
    results.sort_by { |result| result.test_case_id || 0 }
  end
end
