class TestRunsController < ApplicationController
  SHOWN = 50

  def index
    @launch = Launch.new
    show_runs
  end

  def create
    @launch = Launch.new(params.require(:launch).permit(*Launch.attribute_names))
    return redirect_to(root_path, notice: @launch.summary) if @launch.save

    show_runs
    render :index, status: :unprocessable_entity
  end

  private

  def show_runs
    @test_runs = TestRun.newest_first.limit(SHOWN).preload(:test_results, handler: :task)
    @total = TestRun.count
    @samples = Sample.count
    @status = QueueStatus.read
  end
end
