class CreateSubmissionResults < ActiveRecord::Migration[6.1]
  # One row a test case; the one without a test case is of a compile or a system error.
  # NULLs are no duplicates of one another, so the second index keeps that one row single.
  def change
    create_table :submission_results do |t|
      t.references :submission, null: false, foreign_key: true, index: false
      t.references :test_case, foreign_key: true
      t.string :status, null: false
      t.string :cause
      t.integer :points
      t.integer :execution_time_ms
      t.integer :memory_used_kb
      t.text :output_received
      t.text :error_message
      t.index %i[submission_id test_case_id], unique: true
      t.index :submission_id, unique: true, where: "test_case_id IS NULL",
                              name: "index_submission_results_without_test_case"
    end
  end
end
