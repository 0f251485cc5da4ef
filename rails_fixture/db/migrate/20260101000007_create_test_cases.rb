class CreateTestCases < ActiveRecord::Migration[6.1]
  # In the order of their ids. Hidden unless said: a case that is shown by mistake cannot be taken back.
  def change
    create_table :test_cases do |t|
      t.references :problem, null: false, foreign_key: true
      t.text :input_data, null: false, default: ""
      t.text :expected_output, null: false, default: ""
      t.boolean :is_hidden, null: false, default: true
      t.integer :points, null: false, default: 10
    end
  end
end
