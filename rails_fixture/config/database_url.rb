# libpq, and so pyworker, takes a socket directory in the query: postgresql://me@/db?host=/run/pg
# Rails 6.1 refuses a user without a host and drops `host` from the query, so the same address is
# rewritten with the directory where the host goes: postgresql://me@%2Frun%2Fpg/db
module DatabaseUrl
  SHAPE = %r{\A(?<scheme>postgres(?:ql)?)://(?:(?<user>[^@/?]*)@)?(?<port>:\d+)?/(?<db>[^?]*)\?(?<query>.+)\z}

  def self.for_rails(url)
    match = SHAPE.match(url) or return url
    host, rest = match[:query].split("&").partition { |pair| pair.start_with?("host=") }
    return url if host.empty?

    user = match[:user] && "#{match[:user]}@"
    directory = host.last.delete_prefix("host=").gsub("/", "%2F")
    query = "?#{rest.join('&')}" unless rest.empty?
    "#{match[:scheme]}://#{user}#{directory}#{match[:port]}/#{match[:db]}#{query}"
  end
end

ENV["DATABASE_URL"] = DatabaseUrl.for_rails(ENV["DATABASE_URL"]) if ENV["DATABASE_URL"]
