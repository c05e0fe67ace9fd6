using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// The secrets that GitHub signs its deliveries with: one, or two while the secret is being changed. Source:
/// https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
/// </summary>
public sealed class WebhookSecrets
{
    /// <summary>Bytes a secret has at least: a shorter one can be guessed from a single delivery that somebody saw.</summary>
    public const int ShortestSecret = 32;

    private const string Prefix = "sha256=";

    /// <summary>What examples, tutorials and other bots put in its place, repeated or padded to any length.</summary>
    private static readonly ImmutableArray<string> WellKnown = ["development", "changeme", "change-me", "secret", "password", "webhook", "test", "example", "default", "0", "1", "x", "a"];

    private readonly ImmutableArray<byte[]> secrets;

    private WebhookSecrets(ImmutableArray<byte[]> secrets) => this.secrets = secrets;

    /// <summary>Takes the secrets of the files. White space at the end of a file does not count, as editors add it.</summary>
    /// <exception cref="CannotRunException">There is none, more than two, one is too short or a known default, or a file cannot be read.</exception>
    public static WebhookSecrets Read(IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var read = files.Select(static file => Checked(file, ReadFile(file))).ToImmutableArray();
        return read.Length switch
        {
            0 => throw new CannotRunException("Webhooks are on, and there is no secret to tell GitHub's deliveries from anybody else's.", "Name a file with 'github: { webhook-secret-files: [FILE] }'; 'openssl rand -hex 32' makes a secret."),
            > 2 => throw new CannotRunException($"There are {read.Length} webhook secrets.", "Keep the one in use and, while it is being changed, the new one."),
            _ => new(read),
        };
    }

    /// <summary>Whether one of the secrets made this signature of these bytes (header <c>X-Hub-Signature-256</c>). Takes as long for a wrong one as for a right one.</summary>
    public bool Signed(ReadOnlySpan<byte> body, string? signature)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        if (signature is null || signature.Length != Prefix.Length + (2 * claimed.Length) || !signature.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (Convert.FromHexString(signature.AsSpan(Prefix.Length), claimed, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        var signed = false;
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret, body, actual);
            signed |= CryptographicOperations.FixedTimeEquals(claimed, actual);
        }

        return signed;
    }

    private static byte[] ReadFile(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The webhook secret cannot be read: {exception.Message}", "The file must be there, and readable for the service's account.", exception);
        }
    }

    private static byte[] Checked(string file, byte[] content)
    {
        var secret = content.AsSpan().TrimEnd(" \t\r\n"u8).ToArray();
        if (secret.Length < ShortestSecret)
            throw new CannotRunException($"The webhook secret in {file} has {secret.Length} bytes; {ShortestSecret} are the least.", "'openssl rand -hex 32' makes one. Give GitHub the same.");
        var text = System.Text.Encoding.Latin1.GetString(secret);
        if (WellKnown.Any(word => text.Replace(word, "", StringComparison.OrdinalIgnoreCase).Length == 0) || text.Distinct().Count() < 8)
            throw new CannotRunException($"The webhook secret in {file} is a known default.", "'openssl rand -hex 32' makes one that nobody knows. Give GitHub the same.");
        return secret;
    }
}
