using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reliably.GitOps.GitHub;

/// <summary>
/// The private key of a GitHub App, which signs the tokens that the App itself shows. Source:
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
/// </summary>
public sealed class AppKey : IDisposable
{
    /// <summary>GitHub allows ten minutes; a clock may be ahead of GitHub's by one.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(9);

    /// <summary>A token dated a minute back is good for a clock that is a little ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly string Header = Encode("""{"alg":"RS256","typ":"JWT"}"""u8);

    private readonly string app;
    private readonly RSA key = RSA.Create();

    private AppKey(string app) => this.app = app;

    /// <summary>Reads the key as GitHub gives it: a PEM file.</summary>
    /// <exception cref="CannotRunException">The file cannot be read, or is no RSA private key.</exception>
    public static AppKey Read(long app, string file)
    {
        var key = new AppKey(app.ToString(CultureInfo.InvariantCulture));
        try
        {
            key.key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CannotRunException($"The App's private key {file} cannot be used: {exception.Message}", "Generate one on the App's page (Private keys) and give the service the .pem file, mode 0600.", exception);
        }
    }

    /// <summary>A token that shows that we are the App, from now for nine minutes.</summary>
    public string Token(DateTimeOffset now)
    {
        var claims = string.Create(CultureInfo.InvariantCulture, $$"""{"iat":{{(now - ClockSkew).ToUnixTimeSeconds()}},"exp":{{(now + Lifetime).ToUnixTimeSeconds()}},"iss":"{{app}}"}""");
        var signed = Header + "." + Encode(Encoding.UTF8.GetBytes(claims));
        return signed + "." + Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public void Dispose() => key.Dispose();

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
