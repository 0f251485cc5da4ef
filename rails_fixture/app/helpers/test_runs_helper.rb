module TestRunsHelper
  BOX_WIDTH = 90
  UNITS = { "s" => 1, "ms" => 1_000, "µs" => 1_000_000 }.freeze

  # Six digits to read, all of them on hover.
  def figure(value)
    return tag.span("–", class: "none") if value.nil?

    tag.span(format("%.6g", value), title: value)
  end

  def seconds(value)
    return figure(value) if value.nil?

    unit, factor = UNITS.find { |_, per_second| value * per_second >= 1 } || UNITS.to_a.last
    tag.span(format("%.3g %s", value * factor, unit), title: "#{value} s")
  end

  def bytes(value)
    return figure(value) if value.nil?

    tag.span(number_to_human_size(value), title: "#{value.to_i} bytes")
  end

  # Where a result's five order statistics lie between the smallest and the largest of the page.
  def box_plot(result, range)
    return unless result&.median && range

    at = %w[min q1 median q3 max].to_h { |name| [name, position(result[name], range)] }
    render "test_runs/box_plot", at: at, width: BOX_WIDTH
  end

  def shown_range(test_runs)
    results = test_runs.filter_map(&:result).select(&:median)
    [results.map(&:min).min, results.map(&:max).max] if results.any?
  end

  private

  def position(value, range)
    low, high = range
    return BOX_WIDTH / 2.0 if low == high

    (1 + (BOX_WIDTH - 2) * (value / 2 - low / 2) / (high / 2 - low / 2)).round(1)
  end
end
