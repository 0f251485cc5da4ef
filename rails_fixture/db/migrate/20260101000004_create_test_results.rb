class CreateTestResults < ActiveRecord::Migration[6.1]
  FIGURES = %i[mean median q1 q3 min max standard_deviation duration memory].freeze

  # The index is not unique: jobs run at least once, so a run may have more than one result.
  # Rails' timestamps have no database default, so whoever inserts a row must give both.
  def change
    create_table :test_results do |t|
      t.references :test_run, null: false, foreign_key: true
      FIGURES.each { |figure| t.float figure }
      t.timestamps
    end
  end
end
