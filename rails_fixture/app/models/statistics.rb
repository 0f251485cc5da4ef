# The seven figures over a list of numbers: the rules that every worker's row is held to.
#
# Order statistics are exact. Array#sum compensates its rounding (Kahan-Babuska), so the mean and the
# deviation are right to a few units in the last place.
class Statistics
  FIGURES = %w[mean median q1 q3 min max standard_deviation].freeze

  class NotANumber < ArgumentError; end

  def initialize(values)
    nans = values.count(&:nan?)
    raise NotANumber, "#{nans} of #{values.size} values are not numbers" if nans.positive?

    @sorted = values.sort
  end

  def to_h
    FIGURES.to_h { |figure| [figure, (public_send(figure) unless @sorted.empty?)] }
  end

  def min = @sorted.first

  def max = @sorted.last

  def median
    high = @sorted[size / 2]
    size.odd? ? high : (@sorted[size / 2 - 1] + high) / 2
  end

  def q1 = nearest_rank(1)

  def q3 = nearest_rank(3)

  def mean = @sorted.sum / size

  def standard_deviation
    centre = mean
    Math.sqrt(@sorted.sum { |value| (value - centre)**2 } / size)
  end

  private

  def size = @sorted.size

  # The value at rank ceil(quarters * n / 4), counted from 1; never interpolated.
  def nearest_rank(quarters)
    @sorted[(quarters * size + 3) / 4 - 1]
  end
end
