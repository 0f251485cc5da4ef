"""What Redis's backend promises beyond the port: keys as Sidekiq reads them, and faults."""
