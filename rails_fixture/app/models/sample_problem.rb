# A problem with three cases, and submissions that fare differently on them, to see the judge at work.
class SampleProblem
  CASES = [
    { input_data: "1 2\n", expected_output: "3\n", is_hidden: false, points: 20 },
    { input_data: "-5 5\n", expected_output: "0\n", points: 30 },
    { input_data: "2000000000 2000000000\n", expected_output: "4000000000\n", points: 50 }
  ].freeze

  # Without a row here a language gets the problem's limits, with its own factor.
  LIMITS = { python: { timeMs: 500, memoryKb: 65_536 } }.freeze

  CPP = <<~CPP.freeze
    #include <iostream>
    int main() {
        long long a, b;
        std::cin >> a >> b;
        std::cout << a + b << "\\n";
    }
  CPP

  SUBMISSIONS = [
    ["cpp", CPP],
    ["cpp", CPP.sub("long long", "int")],
    ["cpp", CPP.sub(";", "")],
    ["python", "print(sum(map(int, input().split())))\n"],
    ["python", "a, b = map(int, input().split())\nprint(a - b)\n"],
    ["python", "a, b = map(int, input().split())\nwhile a < 0: pass\nprint(a + b)\n"],
    ["python", "a, b = map(int, input().split())\nprint(a + b if a + b else a // 0)\n"]
  ].freeze

  # Creates all rows, commits them, and hands one job per submission to Sidekiq.
  def self.create
    submissions = Problem.transaction do
      problem = Problem.create!(title: "A plus B", description: "Print the sum of two numbers.", language_limits: LIMITS)
      problem.test_cases.create!(CASES)
      SUBMISSIONS.map { |language, source| problem.submissions.create!(language: language, source_code: source) }
    end
    submissions.each(&:enqueue)
  end
end
