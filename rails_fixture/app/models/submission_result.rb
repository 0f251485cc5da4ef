# What the judge says of a submission on one test case; without one, of its compilation, or why
# there is no verdict. Judging a submission again replaces all its results.
class SubmissionResult < ApplicationRecord
  belongs_to :submission
  belongs_to :test_case, optional: true
end
