using System.Globalization;

namespace Sharencrypt.LinkEmulator;

/// <summary>What one direction of the link does to packets. Changed while they travel: each packet takes what holds when it comes.</summary>
internal sealed class Conditions
{
    /// <summary>Milliseconds on the way.</summary>
    public double Delay { get; private set; }

    /// <summary>The most milliseconds more, evenly drawn; order is kept.</summary>
    public double Jitter { get; private set; }

    /// <summary>The part of packets that is lost, 0 to 1.</summary>
    public double Loss { get; private set; }

    /// <summary>The part of packets that comes late, behind those sent after it.</summary>
    public double Reorder { get; private set; }

    /// <summary>Megabits a second; 0 for no limit.</summary>
    public double Rate { get; private set; }

    /// <summary>KiB that may wait for their turn; what comes beyond is lost.</summary>
    public double Queue { get; private set; } = 1024;

    /// <summary>Whether nothing passes.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether packets pass untouched.</summary>
    public bool IsClear => Delay == 0 && Jitter == 0 && Reorder == 0 && Rate == 0;

    /// <summary>Sets one condition by its name.</summary>
    /// <returns>False when there is none of that name or value.</returns>
    public bool TrySet(string name, string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number < 0 || (name is "loss" or "reorder" && number > 1))
        {
            return false;
        }

        switch (name)
        {
            case "delay":
                Delay = number;
                return true;
            case "jitter":
                Jitter = number;
                return true;
            case "loss":
                Loss = number;
                return true;
            case "reorder":
                Reorder = number;
                return true;
            case "rate":
                Rate = number;
                return true;
            case "queue":
                Queue = number;
                return true;
            default:
                return false;
        }
    }
}
