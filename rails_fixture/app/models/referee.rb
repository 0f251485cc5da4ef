# Computes in Ruby what a worker should have stored for a test run.
class Referee
  def initialize(test_run)
    @test_run = test_run
  end

  # `count` values were used and `skipped` were NULL; `error` stands for the figures where there are none.
  def verdict
    rows = @test_run.task.samples.pluck(:value)
    values = rows.compact
    report = { "test_run_id" => @test_run.id, "count" => values.size, "skipped" => rows.size - values.size }
    report.merge(Statistics.new(values).to_h)
  rescue Statistics::NotANumber => e
    report.merge("error" => e.message)
  end
end
