class SamplesController < ApplicationController
  COUNT = 1_000

  def create
    Sample.generate(COUNT, Random.new_seed)
    redirect_to root_path, notice: "#{COUNT} samples added"
  end
end
