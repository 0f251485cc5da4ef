# A measured value. NULL is a value that was not measured: statistics skip it.
class Sample < ApplicationRecord
  BATCH = 10_000

  # The same seed gives the same values: about a bell curve, mean 100, standard deviation 15.
  def self.generate(count, seed)
    random = Random.new(seed)
    transaction do
      count.times.each_slice(BATCH) do |slice|
        insert_all!(slice.map { { value: bell(random) } }, returning: false)
      end
    end
  end

  # Twelve uniform numbers add up to a variance of one (Irwin-Hall).
  def self.bell(random)
    100.0 + 15.0 * (Array.new(12) { random.rand }.sum - 6.0)
  end
  private_class_method :bell
end
