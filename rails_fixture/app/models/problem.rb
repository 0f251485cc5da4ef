# What is asked of students: test cases, limits, and how an answer is checked.
class Problem < ApplicationRecord
  # Submissions go first: their results refer to the test cases.
  has_many :submissions, dependent: :destroy
  has_many :test_cases, -> { order(:id) }, dependent: :destroy
end
