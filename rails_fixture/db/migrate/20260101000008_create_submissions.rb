class CreateSubmissions < ActiveRecord::Migration[6.1]
  # sandbox says behind what it was judged, and with which limits.
  def change
    create_table :submissions do |t|
      t.references :problem, null: false, foreign_key: true
      t.bigint :student_id
      t.text :source_code, null: false
      t.string :language, null: false, default: "cpp"
      t.string :status, null: false, default: "Pending"
      t.boolean :is_test, null: false, default: false
      t.datetime :submitted_at, null: false, default: -> { "CURRENT_TIMESTAMP" }
      t.integer :cached_score
      t.jsonb :sandbox
    end
  end
end
