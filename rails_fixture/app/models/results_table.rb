# The latest test results as text, for a terminal.
class ResultsTable
  COLUMNS = %w[test_run_id] + Statistics::FIGURES + %w[duration memory]

  def initialize(limit)
    @results = TestResult.order(id: :desc).limit(limit)
  end

  def to_s
    rows = [COLUMNS, *@results.map { |result| cells(result) }]
    widths = rows.transpose.map { |column| column.map(&:size).max }
    rows.map { |row| row.zip(widths).map { |cell, width| cell.rjust(width) }.join("  ") }.join("\n")
  end

  private

  def cells(result)
    COLUMNS.map { |column| cell(result[column]) }
  end

  def cell(value)
    case value
    when nil then "-"
    when Float then format("%.10g", value)
    else value.to_s
    end
  end
end
