class ApplicationController < ActionController::Base
  # Rows are committed before their jobs are pushed, so some without a job may be left behind.
  rescue_from Redis::BaseError do |error|
    redirect_back fallback_location: root_path, alert: "Not enqueued: Redis does not answer (#{error.message})"
  end
end
