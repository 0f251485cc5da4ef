namespace :judge do
  desc "Create a sample problem with cases and submissions in C++ and Python, and enqueue a job for each"
  task sample: :environment do
    puts "JudgeWorker.perform_async for submissions #{SampleProblem.create.map(&:id).join(', ')}"
  end

  desc "Judge submissions again: judge:enqueue[7,8]; without ids, all of them"
  task enqueue: :environment do |_, args|
    submissions = args.extras.empty? ? Submission.all : Submission.where(id: args.extras)
    submissions.find_each(&:enqueue)
    puts "#{submissions.size} enqueued"
  end

  desc "Print what the judge stored, one line of JSON per submission, newest first: judge:results[20]"
  task :results, %i[limit] => :environment do |_, args|
    submissions = Submission.newest_first.limit(Integer(args[:limit] || 20)).preload(:results)
    submissions.each do |submission|
      puts submission.to_json(only: %i[id language status cached_score],
                              include: { results: { except: %i[id submission_id] } })
    end
  end
end
