using System.Globalization;

namespace Sharencrypt.Relay.Configuration;

/// <summary>One setting, as the operator's manual lists it.</summary>
/// <param name="Name">Its name in a file; case does not matter.</param>
/// <param name="Default">Its value when nobody sets it.</param>
/// <param name="Range">Which values it may have.</param>
internal sealed record Setting(string Name, string Default, string Range);

/// <summary>
/// Reads settings and judges them: what is wrong is collected with the setting's name, the value and what would be right,
/// so that all of it can be told at once. A setting that nobody asked for is a spelling mistake and is told, too.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<Setting> _settings = [];
    private readonly List<string> _mistakes = [];

    /// <summary>All settings that were asked for.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>A whole number within a range.</summary>
    public int Number(string name, int fallback, int smallest, int largest, string unit)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{smallest} to {largest} {unit}");
        var text = Text(new Setting(name, fallback.ToString(CultureInfo.InvariantCulture), range));
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= smallest && value <= largest)
        {
            return value;
        }

        _mistakes.Add($"{name} is '{text}'; it must be a whole number, {range}.");
        return fallback;
    }

    /// <summary>A time in whole seconds within a range.</summary>
    public TimeSpan Seconds(string name, int fallback, int smallest, int largest) =>
        TimeSpan.FromSeconds(Number(name, fallback, smallest, largest, "seconds"));

    /// <summary>Text that one check accepts.</summary>
    public string Text(string name, string fallback, string range, Func<string, bool> isRight)
    {
        var text = Text(new Setting(name, fallback, range));
        if (text is null || isRight(text))
        {
            return text ?? fallback;
        }

        _mistakes.Add($"{name} is '{text}'; it must be {range}.");
        return fallback;
    }

    /// <summary>A list of texts, separated by commas.</summary>
    public IReadOnlyList<string> List(string name, string fallback, string range, Func<string, bool> isRight)
    {
        var text = Text(name, fallback, range, list => Split(list).All(isRight));
        return Split(text);
    }

    /// <summary>What is wrong, in sentences for the operator; empty when nothing is.</summary>
    public IReadOnlyList<string> Mistakes() =>
    [
        .. _mistakes,
        .. configuration.GetChildren()
            .Where(child => !_settings.Exists(setting => IsSame(setting.Name, child.Key)))
            .Select(child => $"{child.Key} is no setting of this relay."),
    ];

    private static bool IsSame(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string? Text(Setting setting)
    {
        _settings.Add(setting);
        var section = configuration.GetSection(setting.Name);
        if (section.Value is null && section.GetChildren().Any())
        {
            _mistakes.Add($"{setting.Name} is a list or an object; it must be one value, {setting.Range}.");
        }

        return string.IsNullOrWhiteSpace(section.Value) ? null : section.Value;
    }
}
