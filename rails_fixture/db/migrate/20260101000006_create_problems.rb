class CreateProblems < ActiveRecord::Migration[6.1]
  # language_limits replaces both limits for a language: {"cpp": {"timeMs": 1000, "memoryKb": 65536}}.
  def change
    create_table :problems do |t|
      t.string :title, null: false
      t.text :description
      t.string :difficulty
      t.string :grading_mode, null: false, default: "stdio"
      t.string :function_signature
      t.string :function_name
      t.integer :time_limit_ms, null: false, default: 1_000
      t.integer :memory_limit_kb, null: false, default: 256_000
      t.jsonb :language_limits
      t.string :checker, null: false, default: "stripped"
      t.jsonb :checker_options
      t.boolean :stop_at_first, null: false, default: false
      t.timestamps
    end
  end
end
