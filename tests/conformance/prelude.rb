# What the conformance suite adds to the Rails console: classes that Python runs, the Web UI by
# rack-test, and a way to wait.
require "rack/test"
require "sidekiq/web"

%w[Args Clock Deep Fail Flaky Hold Jid Mumble Nap Record Suicide Unknown].each do |name|
  Object.const_set(name, Class.new { include Sidekiq::Worker })
end

# Jobs of ActiveJob, as a Rails app has them; Python runs them, too.
class Greet < ActiveJob::Base
  def perform(*) = raise("this is run by pyworker")
end

class GreetBadly < Greet
end

def migrate
  ActiveRecord::Migration.verbose = false
  ActiveRecord::Base.connection.migration_context.migrate
end

def wait_until(seconds)
  deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
  until yield
    raise Timeout::Error, "not so within #{seconds} s" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > deadline

    sleep 0.02
  end
end

def browser
  $browser ||= Rack::Test::Session.new(Rack::MockSession.new(Rails.application))
end

def open_page(path)
  browser.get("/sidekiq#{path}")
  shown
end

# The button of a page: its form's token goes along.
def press(page, path, fields)
  browser.get("/sidekiq#{page}")
  token = browser.last_response.body[/name='authenticity_token' value='([^']+)'/, 1]
  browser.post("/sidekiq#{path}", fields.merge("authenticity_token" => token))
  shown
end

def shown
  response = browser.last_response
  [response.status, response.body.dup.force_encoding("UTF-8").scrub]
end

# The path of an entry's own page.
def page_of(entry)
  "#{entry.score}-#{entry.jid}"
end
