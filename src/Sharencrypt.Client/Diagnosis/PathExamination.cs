using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Sharencrypt.Client.Diagnosis;

/// <summary>The way to a relay below HTTP: proxy, name, connection, certificate.</summary>
internal sealed class PathExamination(Uri relay, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(8);

    private Uri? _proxy;

    /// <summary>Which proxy is used, if any; its address is shown without its password.</summary>
    public DoctorFinding FindProxy()
    {
        _proxy = HttpClient.DefaultProxy.IsBypassed(relay) ? null : HttpClient.DefaultProxy.GetProxy(relay);
        return _proxy is null
            ? new DoctorFinding(DoctorStep.Proxy, DoctorOutcome.Skipped, "No proxy is used.")
            : new DoctorFinding(DoctorStep.Proxy, DoctorOutcome.Ok, $"Goes through the proxy {_proxy.Scheme}://{_proxy.Host}:{_proxy.Port}.");
    }

    public async Task<DoctorFinding> LookUpAsync(CancellationToken cancellationToken)
    {
        var host = (_proxy ?? relay).IdnHost;
        if (IPAddress.TryParse(host, out _))
        {
            return new DoctorFinding(DoctorStep.NameLookup, DoctorOutcome.Skipped, $"{host} is an address already.");
        }

        return await RunAsync(
            DoctorStep.NameLookup,
            async bound =>
            {
                var addresses = await Dns.GetHostAddressesAsync(host, bound).ConfigureAwait(false);
                return $"{host} is {string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}.";
            },
            $"{host} is not known here",
            "Check the address. If it is right, this machine's name server cannot be reached or does not know it.",
            cancellationToken).ConfigureAwait(false);
    }

    public Task<DoctorFinding> ConnectAsync(CancellationToken cancellationToken)
    {
        var target = _proxy ?? relay;
        return RunAsync(
            DoctorStep.Tcp,
            async bound =>
            {
                var began = time.GetTimestamp();
                using var client = new TcpClient();
                await client.ConnectAsync(target.IdnHost, target.Port, bound).ConfigureAwait(false);
                return string.Create(CultureInfo.InvariantCulture, $"{target.Host}:{target.Port} takes connections ({time.GetElapsedTime(began).TotalMilliseconds:0} ms).");
            },
            $"{target.Host}:{target.Port} takes no connection",
            _proxy is null ? "Is the relay running, and does a firewall here let connections to that port out?" : "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY.",
            cancellationToken);
    }

    public Task<DoctorFinding> HandshakeAsync(CancellationToken cancellationToken)
    {
        if (relay.Scheme != Uri.UriSchemeHttps)
        {
            return Task.FromResult(new DoctorFinding(DoctorStep.Tls, DoctorOutcome.Skipped, "The address is http://: what is sent is sealed all the same, but who talks to whom is visible on the way."));
        }

        return _proxy is not null
            ? Task.FromResult(new DoctorFinding(DoctorStep.Tls, DoctorOutcome.Skipped, "Is made through the proxy by the steps below."))
            : RunAsync(
                DoctorStep.Tls,
                ProveIdentityAsync,
                "The relay did not prove its identity",
                "Is this machine's clock right? A company's proxy may also put its own certificate there: ask for it to be installed on this machine.",
                cancellationToken);
    }

    private async Task<string> ProveIdentityAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(relay.IdnHost, relay.Port, cancellationToken).ConfigureAwait(false);
        var stream = new SslStream(client.GetStream());
        await using (stream.ConfigureAwait(false))
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = relay.IdnHost }, cancellationToken).ConfigureAwait(false);
            var until = stream.RemoteCertificate is { } certificate ? $", certificate valid until {certificate.GetExpirationDateString()}" : "";
            return $"{stream.SslProtocol}{until}.";
        }
    }

    private async Task<DoctorFinding> RunAsync(
        DoctorStep step, Func<CancellationToken, Task<string>> look, string failure, string nextStep, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return new DoctorFinding(step, DoctorOutcome.Ok, await look(both.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is SocketException or AuthenticationException or IOException)
        {
            return new DoctorFinding(step, DoctorOutcome.Failed, $"{failure}: {exception.Message}", nextStep);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DoctorFinding(step, DoctorOutcome.Failed, $"{failure}: no answer within {Bound.TotalSeconds:0} s", nextStep);
        }
    }
}
