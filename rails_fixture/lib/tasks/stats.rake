namespace :stats do
  desc "Append samples to compute over, the same ones for the same seed: stats:samples[1000,42]"
  task :samples, %i[count seed] => :environment do |_, args|
    args.with_defaults(count: 1_000, seed: 42)
    Sample.generate(Integer(args[:count]), Integer(args[:seed]))
    puts "#{Sample.count} samples"
  end

  desc "Create test runs and enqueue a job for each: stats:enqueue[10,bulk], how is async, in (3 s later) or bulk; " \
       "then the window, page and per_page, and the handler, ruby, go or python"
  task :enqueue, %i[count how page per_page handler_type] => :environment do |_, args|
    launch = Launch.new(args.to_h.compact_blank)
    abort launch.errors.full_messages.to_sentence unless launch.save
    puts launch.summary
  end

  desc "Print what the workers stored, newest first: stats:results[20]"
  task :results, %i[limit] => :environment do |_, args|
    puts ResultsTable.new(Integer(args[:limit] || 20))
  end

  desc "Compute in Ruby what should have been stored, one line of JSON per test run: stats:referee, or stats:referee[7,8]"
  task referee: :environment do |_, args|
    runs = args.extras.empty? ? TestRun.all : TestRun.where(id: args.extras)
    runs.includes(:task).find_each do |run|
      puts JSON.generate(Referee.new(run).verdict, allow_nan: true)
    end
  end
end
