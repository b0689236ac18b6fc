namespace Sharencrypt.Benchmarks.Transfers;

/// <summary>haproxy as it is shipped, forwarding TCP.</summary>
internal static class Haproxy
{
    /// <summary>Its configuration for one way.</summary>
    /// <param name="bind">Where it listens: address and port, and what else belongs to <c>bind</c>.</param>
    /// <param name="server">Where it forwards to: address and port, and what else belongs to <c>server</c>.</param>
    /// <param name="global">Its global part, if it has one.</param>
    public static string Config(string bind, string server, string global = "") => $"""
        {global}
        defaults
          mode tcp
          timeout connect 5s
          timeout client 60s
          timeout server 60s
        listen relay
          bind {bind}
          server target {server}

        """;
}
