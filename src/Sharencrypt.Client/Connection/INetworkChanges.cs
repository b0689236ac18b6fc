using System.Net.NetworkInformation;

namespace Sharencrypt.Client.Connection;

/// <summary>Tells when this machine's network changes.</summary>
internal interface INetworkChanges
{
    /// <summary>Calls back at every change until the result is disposed; from any thread.</summary>
    IDisposable Subscribe(Action changed);
}

/// <summary>What the system reports: addresses that come and go, networks that come up.</summary>
internal sealed class SystemNetworkChanges : INetworkChanges
{
    public static SystemNetworkChanges Instance { get; } = new();

    public IDisposable Subscribe(Action changed) => new Subscription(changed);

    private sealed class Subscription : IDisposable
    {
        private readonly Action _changed;
        private readonly bool _isWatching;

        public Subscription(Action changed)
        {
            _changed = changed;
            try
            {
                NetworkChange.NetworkAddressChanged += OnAddress;
                NetworkChange.NetworkAvailabilityChanged += OnAvailability;
                _isWatching = true;
            }
            catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException)
            {
                // Without it, the schedule's next try finds the network.
            }
        }

        public void Dispose()
        {
            if (_isWatching)
            {
                NetworkChange.NetworkAddressChanged -= OnAddress;
                NetworkChange.NetworkAvailabilityChanged -= OnAvailability;
            }
        }

        private void OnAddress(object? sender, EventArgs arguments) => _changed();

        private void OnAvailability(object? sender, NetworkAvailabilityEventArgs arguments)
        {
            if (arguments.IsAvailable)
            {
                _changed();
            }
        }
    }
}
