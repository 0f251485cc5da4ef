class SubmissionsController < ApplicationController
  SHOWN = 50

  def index
    @submissions = Submission.newest_first.limit(SHOWN).preload(:problem, results: :test_case)
    @total = Submission.count
  end

  # Judges it again: the new results will replace those that are there.
  def update
    Submission.find(params[:id]).enqueue
    redirect_to submissions_path, notice: "JudgeWorker.perform_async(#{params[:id]})"
  end

  # The sample: a problem, and submissions to it.
  def create
    submissions = SampleProblem.create
    redirect_to submissions_path, notice: "JudgeWorker.perform_async for #{submissions.size} submissions"
  end
end
