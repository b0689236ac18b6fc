namespace Sharencrypt.Client.Channel;

/// <summary>The host's own count of wrong guesses at its code, whatever the relay says.</summary>
internal sealed class GuessCounter
{
    private const int Most = 3;

    /// <summary>Wrong guesses so far.</summary>
    public int Count { get; private set; }

    /// <summary>Notes a wrong guess; false when there were too many and the room must close.</summary>
    public bool Add() => ++Count < Most;
}
