ENV["RAILS_ENV"] ||= "development"
require_relative "database_url"
