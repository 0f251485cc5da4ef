# One input and the output that is expected for it; a hidden one shows neither to students.
class TestCase < ApplicationRecord
  belongs_to :problem
  has_many :results, class_name: "SubmissionResult", dependent: :delete_all
end
