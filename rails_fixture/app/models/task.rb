# What to compute: the statistics of one page of samples, `runs` times.
class Task < ApplicationRecord
  has_many :handlers, dependent: :destroy
  has_many :test_runs, through: :handlers

  # The rows of the window, NULL values included: a page counts rows, not values.
  # Pages count from 1; page 0 and below mean the first one.
  def samples
    Sample.order(:id).limit(per_page).offset(per_page * [page - 1, 0].max)
  end
end
