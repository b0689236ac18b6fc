using System.Text;

namespace Sharencrypt.Relay.Configuration;

/// <summary>The list of settings for a person at a terminal.</summary>
internal static class Usage
{
    public static string Of(IReadOnlyList<Setting> settings)
    {
        var text = new StringBuilder("""
            A relay introduces peers and forwards what it cannot read. It stores nothing.

            Settings, as --name value, as SHARENCRYPT_RELAY__name in the environment, or in a JSON file (--config file):

            """).AppendLine();
        var width = settings.Max(setting => setting.Name.Length);
        foreach (var setting in settings)
        {
            var fallback = setting.Default.Length == 0 ? "none" : setting.Default;
            text.Append("  ").Append(setting.Name.PadRight(width)).Append("  ").Append(setting.Range)
                .Append(" (default: ").Append(fallback).AppendLine(")");
        }

        return text.ToString();
    }
}
