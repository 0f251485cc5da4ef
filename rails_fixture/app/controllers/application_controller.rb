class ApplicationController < ActionController::Base
  # Rows are committed before their jobs are pushed, so runs without a job may be left behind.
  rescue_from Redis::BaseError do |error|
    redirect_to root_path, alert: "Not enqueued: Redis does not answer (#{error.message})"
  end
end
