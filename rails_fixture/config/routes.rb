require "sidekiq/web"

Rails.application.routes.draw do
  root "test_runs#index"
  resources :test_runs, only: :create
  resources :samples, only: :create
  resources :submissions, only: %i[index create update]
  mount Sidekiq::Web => "/sidekiq"
end
