# What a worker stored for a test run: seven figures (NULL where there were no samples),
# the seconds the computation took, and the bytes it allocated.
class TestResult < ApplicationRecord
  belongs_to :test_run

  def figures
    attributes.slice(*Statistics::FIGURES)
  end
end
